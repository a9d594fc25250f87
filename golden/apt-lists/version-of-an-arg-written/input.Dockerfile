FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y curl
RUN echo $VERSION > /etc/version
