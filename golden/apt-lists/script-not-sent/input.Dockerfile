FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /opt/
RUN /opt/setup.sh
