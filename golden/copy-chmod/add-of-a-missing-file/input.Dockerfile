FROM debian:12
ADD run.sh /run.sh
RUN chmod 0755 /run.sh
