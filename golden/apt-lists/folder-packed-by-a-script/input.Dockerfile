FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY pack.sh /
RUN sh /pack.sh
