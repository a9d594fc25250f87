FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN mkfs.ext4 -d /var /var.img 1G
