FROM debian:12
RUN dpkg -i /a.deb && sed -i -e s/a/b/ /data/x/z.conf
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
