FROM debian:12
RUN <<EOF bash -e
apt-get update
apt-get install -y curl
EOF
