FROM debian:12
RUN apt-get update && apt-get install -y aide
RUN cd /opt && aide --init
