FROM debian:12
ADD run.sh /usr/local/bin/run.sh
RUN chmod 755 /usr/local/bin/run.sh
