FROM node:20
COPY --chmod=755 run.sh stop.sh /usr/local/bin/
