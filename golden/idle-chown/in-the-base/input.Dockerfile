FROM debian:12
COPY src /etc/thing
RUN chown -R root:root /etc/thing
