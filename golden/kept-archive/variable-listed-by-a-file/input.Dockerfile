FROM debian:12
WORKDIR /src
ARG V=1.2
COPY SUMS .
RUN wget https://example.org/a-$V.tgz && tar xf a-$V.tgz
RUN sha256sum -c SUMS
