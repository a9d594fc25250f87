FROM debian:12
WORKDIR /
RUN apt-get update; test -e /x && exit 0; apt-get install -y x
COPY y /y
RUN rm -rf /var/lib/apt/lists/*
