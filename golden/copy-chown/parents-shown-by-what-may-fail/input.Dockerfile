FROM debian:12
RUN dpkg -i /a.deb; touch /data/x/y || true; rm -f /data/x/z
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
