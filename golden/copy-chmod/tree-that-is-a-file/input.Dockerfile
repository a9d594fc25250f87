FROM debian:12
COPY run.sh /run.sh
RUN chmod -R 777 /run.sh
