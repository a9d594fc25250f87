FROM debian:12
WORKDIR /build
RUN ls -d /* | grep -v usr | xargs rm -rf
RUN make two
