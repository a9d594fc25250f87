FROM debian:12
WORKDIR /build
RUN sudo sh -c "rm -rf /build"
RUN make two
