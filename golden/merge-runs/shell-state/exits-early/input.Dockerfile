FROM debian:12
RUN make one && exit 0
RUN make two
