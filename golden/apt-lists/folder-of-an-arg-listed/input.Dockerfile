FROM debian:12
ARG D=/var/lib
RUN apt-get update && apt-get install -y curl
RUN ls -R $D > /listing
