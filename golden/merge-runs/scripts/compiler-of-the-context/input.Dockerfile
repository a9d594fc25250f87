FROM debian:12
WORKDIR /src
COPY bin/ /usr/local/bin/
RUN ./configure && make
RUN id -G > /id.txt
