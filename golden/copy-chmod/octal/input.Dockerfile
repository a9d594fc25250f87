FROM debian:12
COPY run.sh /run.sh
RUN chmod 0700 /run.sh
