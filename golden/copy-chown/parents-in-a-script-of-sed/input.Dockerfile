FROM debian:12
RUN sed -e s/a/b/ -e /data/x/d < /etc/os-release
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
