FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN ls -F /usr/local/bin > /state
RUN chmod 755 /usr/local/bin/run.sh
