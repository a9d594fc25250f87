FROM debian:12
RUN apt-get update && apt-get install -y nginx
WORKDIR /etc/nginx
RUN apt-get purge -y nginx && rm -rf /var/lib/apt/lists/*
RUN pwd > /pwd.txt
