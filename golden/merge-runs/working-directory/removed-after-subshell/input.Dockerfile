FROM debian:12
WORKDIR /build/x
RUN ( cd /tmp/a/b && make one ); rm -rf ../../build
RUN make two
