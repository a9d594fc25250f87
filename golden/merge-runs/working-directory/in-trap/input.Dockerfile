FROM debian:12
WORKDIR /build
RUN trap 'rm -rf /build' EXIT; make one
RUN make two
