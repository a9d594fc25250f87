FROM debian:12
RUN apt-get update && apt-get install -y curl gcc=4:12.2.0-3 && rm -rf /var/lib/apt/lists/*
COPY app /app
RUN make && apt-get purge -y gcc && apt-get autoremove -y
