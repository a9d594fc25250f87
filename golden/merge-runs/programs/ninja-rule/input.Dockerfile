FROM debian:12
WORKDIR /src
COPY . .
RUN ninja setup
RUN id -G > /id.txt
