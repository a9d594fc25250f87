FROM debian:12
WORKDIR /opt/build
RUN make one; rm -rf /opt/*
RUN make two
