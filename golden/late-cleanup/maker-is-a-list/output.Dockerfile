FROM debian:12
WORKDIR /
RUN apt-get update; apt-get install -y curl || true && \
    apt-get clean
COPY app /app
