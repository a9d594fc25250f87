FROM debian:12
WORKDIR /opt/build
RUN find /opt -mindepth 1 -delete
RUN make two
