FROM debian:12
RUN ln -s /etc /opt/tools
COPY run.sh stop.sh /opt/tools/
RUN chmod +x /opt/tools/*.sh
