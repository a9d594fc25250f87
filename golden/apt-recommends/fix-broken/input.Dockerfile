FROM debian:12
RUN dpkg -i a.deb; apt-get install -f -y
