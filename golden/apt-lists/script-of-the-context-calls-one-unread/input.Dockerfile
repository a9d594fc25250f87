FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY scripts /opt/scripts
RUN /opt/scripts/setup.sh
