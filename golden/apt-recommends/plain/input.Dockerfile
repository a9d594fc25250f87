FROM debian:12
RUN apt-get update && apt-get -y install \
    python3-pip \
    jq
