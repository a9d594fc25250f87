FROM debian:12
COPY clean.sh /usr/local/bin/clean.sh
RUN apt-get update && apt-get install -y curl && /usr/local/bin/clean.sh
