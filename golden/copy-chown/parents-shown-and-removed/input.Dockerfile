FROM debian:12
RUN dpkg -i /a.deb && touch /data/x/y && rm -r /data
COPY src /data/x/src
RUN chown -R 1:1 /data/x/src
