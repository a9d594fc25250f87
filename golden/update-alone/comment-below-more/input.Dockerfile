FROM debian:12
# lists
RUN echo deb http://x y z > /etc/apt/sources.list
RUN apt-get update
# tools
RUN apt-get install -y curl
