FROM debian:12
RUN apt-get update && apt-get install -y gcc && \
    make one && \
    apt-get purge -y gcc && apt-get autoremove -y
