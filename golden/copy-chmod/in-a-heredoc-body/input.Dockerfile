# syntax=docker/dockerfile:1
FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN <<SCRIPT
set -e
id
chmod +x /usr/local/bin/run.sh
SCRIPT
