FROM debian:12
RUN apt-get update
# dslim: ignore
RUN apt-get install -y curl
