FROM debian:12
VOLUME /data
RUN make one > /data/x
RUN make two
