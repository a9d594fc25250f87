FROM debian:12
ENV V=1
RUN next() { V=2; }; wget https://example.org/a-$V.tgz; next; tar xf a-$V.tgz
