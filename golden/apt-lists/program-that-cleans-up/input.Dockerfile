FROM corp.example/ubuntu
RUN set -ex && \
    apt update && \
    apt install -y wget && \
    wget -O- https://example.org/a.tar.gz | tar xz -C /opt && \
    cleanup
