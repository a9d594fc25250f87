FROM debian:12
WORKDIR /build
RUN make one && rm -rf "$(pwd)"
RUN make two
