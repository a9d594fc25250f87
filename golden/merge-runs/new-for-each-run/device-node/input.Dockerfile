FROM debian:12
RUN mkdir -p /dev/net && mknod /dev/net/tun c 10 200
RUN make two
