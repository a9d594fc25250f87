FROM debian:12
RUN apt-get update && apt-get install -y curl && echo deb http://x y z > /etc/apt/sources.list.d/x.list && apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
