FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /
RUN git init -q . && git add var
