FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /s
WORKDIR /s
RUN sbt deps
