FROM debian:12
RUN tar -C /opt -xf /opt/x.tar && \
    echo b
