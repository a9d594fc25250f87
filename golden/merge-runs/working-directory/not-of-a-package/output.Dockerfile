FROM debian:12
WORKDIR /usr/src/app
RUN apt-get purge -y gcc && \
    pwd > /pwd.txt
