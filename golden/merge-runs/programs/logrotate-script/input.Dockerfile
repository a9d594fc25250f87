FROM debian:12
COPY x.conf /etc/logrotate.d/x
RUN logrotate -f /etc/logrotate.d/x
RUN id -G > /id.txt
