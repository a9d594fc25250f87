FROM debian:12
RUN apt-get install -y git && apt-get update && apt-get install -y curl
