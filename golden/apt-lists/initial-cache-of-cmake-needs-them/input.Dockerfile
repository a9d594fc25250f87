FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /s
RUN cmake -C /s/init.txt -S /s -B /b
