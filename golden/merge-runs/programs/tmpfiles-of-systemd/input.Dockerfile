FROM debian:12
COPY x.conf /usr/lib/tmpfiles.d/
RUN systemd-tmpfiles --create
RUN ls /dev/shm > /b
