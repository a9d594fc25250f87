FROM debian:fastapt
RUN apt-get update \
 && apt-get install -y \
    alpha \
    gamma
LABEL maintainer="x"
EXPOSE 80
RUN rm -rf /var/lib/apt/lists/*
# expect: SL102
