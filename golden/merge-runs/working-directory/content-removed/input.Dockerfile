FROM debian:12
WORKDIR /build
RUN make one && rm -rf * .cache /build/out "$X/node_modules" /opt/*
RUN make two
