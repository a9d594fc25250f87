FROM debian:12
WORKDIR /src
COPY . .
RUN mise run setup
RUN id -G > /id.txt
