FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /src
RUN git clone https://example.org/x . && make deps
