FROM debian:fastapt
RUN apt-get update && apt-get install -y alpha && rm -rf /var/lib/apt/lists/*
# and another
RUN apt-get update && apt-get install -y gamma && rm -rf /var/lib/apt/lists/*
# merge-auto, expect: nothing
