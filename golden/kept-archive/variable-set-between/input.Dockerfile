FROM debian:12
ENV V=1
RUN wget https://example.org/a-$V.tgz; V=2; tar xf a-$V.tgz
