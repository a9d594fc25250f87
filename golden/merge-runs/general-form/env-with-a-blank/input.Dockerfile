FROM debian:12
ENV DIR="cd /opt"
RUN $DIR/bin; make one
RUN make two
