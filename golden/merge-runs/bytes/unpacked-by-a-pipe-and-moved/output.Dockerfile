FROM debian:12
RUN curl -L https://example.com/blast+/2.10.1/ncbi-blast-2.10.1+-x64-linux.tar.gz | tar xz && \
    mv ncbi-blast-2.10.1+/bin/* /usr/bin/
