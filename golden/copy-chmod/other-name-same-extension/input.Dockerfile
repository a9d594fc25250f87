FROM debian:12
COPY tests.sh /run.sh
RUN chmod 755 /run.sh
COPY motd /etc/motd.d
RUN chmod 755 /etc/motd.d
