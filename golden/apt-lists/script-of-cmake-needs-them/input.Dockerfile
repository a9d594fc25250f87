FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY p.txt /
RUN cmake -P /p.txt
