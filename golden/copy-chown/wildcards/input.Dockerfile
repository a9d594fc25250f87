FROM debian:12
WORKDIR /opt/tools
COPY *.sh ./
RUN chown -R 1:1 /opt/tools
