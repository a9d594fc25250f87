FROM debian:12
RUN apt-get update && apt-get install -y curl \
# what we need
 ;
COPY a b
RUN rm -rf /var/lib/apt/lists/*
