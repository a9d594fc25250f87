FROM debian:12
RUN make docs
RUN apt-get update && apt-get install -y x && \
    rm -rf /var/lib/apt/lists/*
RUN make two
