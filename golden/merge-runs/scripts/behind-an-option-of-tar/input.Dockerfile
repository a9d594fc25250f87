FROM debian:12
WORKDIR /src
COPY . ./
RUN tar -I ./pack -cf /src.tar .
RUN id > /id.txt
