FROM debian:12
ENV D=/var/lib/apt/lists
RUN apt-get update && apt-get install -y curl
COPY y /y
RUN rm -rf $D
