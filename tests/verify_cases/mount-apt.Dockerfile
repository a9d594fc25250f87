FROM debian:fastapt
RUN apt-get update && \
    apt-get install -y gamma && \
    apt-get clean && \
    rm -rf /var/lib/apt/lists/*
RUN apt-mark showauto > /auto
# expect: SL210 cache-mount
