FROM debian:12
VOLUME ["/data"]
WORKDIR /data/x
RUN make one
RUN make two
