FROM debian:fastapt
RUN set -e; apt-get update; apt-get install -y alpha
COPY conf /conf
RUN rm -rf /var/lib/apt/lists/*
# expect: SL102
