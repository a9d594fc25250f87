FROM debian:12
RUN mkdir -p /data/x && rm -rf /data
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
