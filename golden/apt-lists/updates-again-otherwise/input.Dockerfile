FROM debian:12
RUN apt-get -o Acquire::Languages=none update && apt-get install -y curl && apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
