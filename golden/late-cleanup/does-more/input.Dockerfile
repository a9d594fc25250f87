FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY y /y
RUN rm -rf /var/lib/apt/lists/* && ldconfig
