FROM debian:12
COPY bin/ /usr/local/bin/
RUN apt-get update && apt-get install -y gcc make && rm -rf /var/lib/apt/lists/*
RUN make -C /src
