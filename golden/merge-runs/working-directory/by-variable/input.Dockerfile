FROM debian:12
WORKDIR /build
RUN rm -rf "$DIR"
RUN make two
