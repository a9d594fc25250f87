FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN tar -C / -xf /srv/state.tar
