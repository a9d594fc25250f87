FROM debian:12
RUN apt-get update && apt-get install -y curl \
# what we need
  && \
 rm -rf /var/lib/apt/lists/*
COPY a b
