FROM debian:12
COPY run.sh stop.sh /opt/tools/
RUN chmod +x /opt/tools/r*
