# syntax=docker/dockerfile:1
FROM debian:12
COPY run.sh /usr/local/bin/run.sh
RUN cat > /usr/local/bin/later <<SCRIPT
chmod +x /usr/local/bin/run.sh
SCRIPT
