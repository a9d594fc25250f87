FROM debian:12
WORKDIR /build
RUN make one && cd .. && rm -rf build
RUN make two
