FROM debian:12
RUN apt-get update
RUN apt-get upgrade -y
# tools
RUN apt-get install -y curl
