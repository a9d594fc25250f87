FROM debian:12
COPY --chmod=755 tests.sh /run.sh
COPY motd /etc/motd.d
RUN chmod 755 /etc/motd.d
