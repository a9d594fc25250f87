FROM debian:12
ARG V=1.2
RUN wget https://example.org/a-$V.tgz && tar xf a-$V.tgz
RUN sha256sum a-1.1.tgz > /sums
