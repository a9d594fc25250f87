FROM ubuntu:24.04
RUN apt-get update && apt-get install -y php8.3-cli libcap2-bin && rm -rf /var/lib/apt/lists/*

RUN setcap "cap_net_bind_service=+ep" /usr/bin/php8.3
