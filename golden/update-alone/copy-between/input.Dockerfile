FROM debian:12
RUN apt-get update
COPY a b
RUN apt-get install -y curl
