FROM debian:12
WORKDIR /app
COPY . ./
RUN awk -f x.awk /etc/os-release
RUN id > /id.txt
