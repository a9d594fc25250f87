FROM debian:12
RUN mkdir -p /opt/tools/lib
COPY run.sh stop.sh /opt/tools/
RUN chmod 700 /opt/tools/*
