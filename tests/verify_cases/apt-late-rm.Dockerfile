FROM debian:fastapt
RUN apt-get update && apt-get install -y gamma
RUN rm -rf /var/lib/apt/lists/*
# expect: SL102
