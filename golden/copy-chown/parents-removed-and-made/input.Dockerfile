FROM debian:12
RUN rm -rf /data && mkdir -p /data/x
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
