FROM ubuntu:22.04
RUN apt-get update && apt-get install -y command-not-found
WORKDIR /srv
RUN update-command-not-found
