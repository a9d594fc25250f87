FROM debian:12
RUN apt-get update && apt-get install -y curl && curl -O https://example.org/a
