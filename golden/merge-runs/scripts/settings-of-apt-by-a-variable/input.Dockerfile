FROM debian:12
ENV APT_CONFIG=/apt.conf
COPY apt.conf /apt.conf
RUN apt-get update
RUN test ! -e /dev/shm/x
