FROM debian:12
ADD tools.tar.gz /opt/tools
RUN chmod 0755 /opt/tools
