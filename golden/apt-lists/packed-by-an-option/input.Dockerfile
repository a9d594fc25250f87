FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN tar -C / -cf /srv/state.tar var/lib
