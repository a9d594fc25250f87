FROM debian:12
RUN f() { rm -rf /data; }; mkdir -p /data/x && f
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
