FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN cd /var && find . -type f | sort > /srv/files
