FROM debian:12
RUN dpkg -i /a.deb && sed -i -e s/a/b/ /data/x/z.conf
COPY --chown=1:1 src /data/x/src
RUN find /data/x/src \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
