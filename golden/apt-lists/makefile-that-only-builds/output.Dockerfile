FROM debian:12
RUN apt-get update && apt-get install -y make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Makefile ./
RUN make
