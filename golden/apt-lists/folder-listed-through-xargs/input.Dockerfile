FROM debian:12
WORKDIR /srv
RUN apt-get update && apt-get install -y curl
RUN echo /var/lib | xargs ls -R > /listing
