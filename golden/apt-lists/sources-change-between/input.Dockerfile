FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN apt-get install -y git
RUN echo 'deb https://example.org/apt stable main' > /etc/apt/sources.list.d/x.list
RUN apt-get update && apt-get install -y jq
