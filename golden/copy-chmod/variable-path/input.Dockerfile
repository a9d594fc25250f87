FROM debian:12
COPY run.sh /opt/run.sh
RUN chmod +x $HOME/run.sh
