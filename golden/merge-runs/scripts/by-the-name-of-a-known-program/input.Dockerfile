FROM debian:12
WORKDIR /src
COPY bin/ /usr/local/bin/
RUN curl -O https://example.org/x
RUN id > /id.txt
