FROM debian:12
RUN rm -rf /data && mkdir -p /data/x
COPY --chown=1:1 src /data/x/src
RUN find /data/x/src \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
