FROM debian:12
RUN mkdir /data && mv /var/lib/apt/lists /data/lists && ln -s /data/lists /var/lib/apt/lists
RUN apt-get update && apt-get install -y curl
CMD ls /data/lists
