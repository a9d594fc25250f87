FROM debian:12
RUN unzip -d /x y.zip && zstd -d z && \
    ps > /ps.txt
