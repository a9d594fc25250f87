FROM nginx:1.25
RUN apt-get update && apt-get install -y gettext && rm -rf /var/lib/apt/lists/*
COPY root/ /
