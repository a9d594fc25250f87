FROM node:20
COPY run.sh stop.sh /usr/local/bin/
RUN chmod +x /usr/local/bin/*.sh
