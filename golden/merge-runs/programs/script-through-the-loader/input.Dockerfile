FROM alpine:3.19
COPY setup /opt/
RUN /lib/ld-musl-x86_64.so.1 --library-path /opt/lib /opt/setup
RUN id -G > /id.txt
