FROM debian:12
COPY src /etc/thing
RUN find /etc/thing \( ! -user root -o ! -group root \) -exec chown -h root:root {} +
