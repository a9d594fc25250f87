FROM debian:12
RUN apt-get update && apt-get install -y ripgrep
RUN rg --files /var > /listing
