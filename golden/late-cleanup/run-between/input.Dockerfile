FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN ./build.sh
COPY app /app
RUN rm -rf /var/lib/apt/lists/*
