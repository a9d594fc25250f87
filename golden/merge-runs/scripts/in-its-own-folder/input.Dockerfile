FROM debian:12
WORKDIR /src
COPY . .
RUN sub/up.sh
RUN id > /id.txt
