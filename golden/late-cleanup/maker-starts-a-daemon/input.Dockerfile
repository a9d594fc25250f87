FROM debian:12
RUN apt-get update && apt-get install -y mysql && service mysql start
COPY app /app
RUN rm -rf /var/lib/apt/lists/*
