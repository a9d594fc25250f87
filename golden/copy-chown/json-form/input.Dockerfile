FROM debian:12
COPY ["a.sh", "/opt/tools/"]
RUN chown -R 1:1 /opt/tools
