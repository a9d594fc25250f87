FROM debian:12
RUN curl -L https://example.com/blast+/2.10.1/ncbi-blast-2.10.1+-x64-linux.tar.gz | tar xz

RUN mv /usr/share/doc/bash/* /usr/bin/
