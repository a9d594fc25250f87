FROM debian:12
RUN apt-get update && apt-get install -y make git && rm -rf /var/lib/apt/lists/*
RUN git clone https://example.org/x && make -C x
