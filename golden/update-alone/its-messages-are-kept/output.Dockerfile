FROM debian:12
RUN apt-get update > /log && \
    apt-get update && apt-get install -y a && cat /log
