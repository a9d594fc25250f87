FROM debian:fastapt
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update
RUN apt-get install -y alpha gamma
RUN rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*
# expect: SL102 SL103
