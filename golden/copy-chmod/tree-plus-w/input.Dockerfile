FROM debian:12
COPY run.sh /etc/startup.d/
RUN chmod -R g+w /etc/startup.d
