FROM debian:12
RUN make one || true
RUN make two
