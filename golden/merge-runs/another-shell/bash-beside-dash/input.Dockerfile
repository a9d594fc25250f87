FROM debian:12
RUN apt-get update && apt-get install -y bash busybox && rm -rf /var/lib/apt/lists/*
RUN make two
