FROM debian:12
RUN apt-get update && apt-get install -y git
RUN cd /var/lib && git init && git add -A
