FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /src
COPY d /d
RUN run-parts /d
