FROM debian:12
SHELL ["pwsh", "-c"]
RUN <<EOF
apt-get update
apt-get install -y curl
EOF
