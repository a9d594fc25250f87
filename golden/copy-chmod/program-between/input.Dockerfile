FROM debian:12
COPY run.sh /opt/run.sh
RUN setup-things && chmod 755 /opt/run.sh
