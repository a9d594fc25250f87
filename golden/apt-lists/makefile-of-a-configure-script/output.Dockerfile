FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN git clone https://example.org/x . && ./configure && make
