FROM debian:fastapt
RUN apt-get update && apt-get install -y alpha
# another
RUN apt-get install -y gamma && rm -rf /var/cache/apt/archives/*.deb
# and one more, after which nobody needs the lists
RUN apt-get install -y beta && rm -rf /var/lib/apt/lists/*
# merge-auto, expect: SL101
