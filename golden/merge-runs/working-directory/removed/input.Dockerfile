FROM debian:12
WORKDIR /build
RUN make one && rm -rf /build
RUN make two
