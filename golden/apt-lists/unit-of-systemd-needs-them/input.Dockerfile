FROM debian:12
RUN apt-get update && apt-get install -y systemd
COPY setup.service /etc/systemd/system/
RUN systemctl enable setup
