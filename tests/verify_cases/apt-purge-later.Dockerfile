FROM debian:fastapt
RUN apt-get update && apt-get install -y gamma && rm -rf /var/lib/apt/lists/*
RUN apt-get purge -y gamma && apt-get clean
# expect: SL101
