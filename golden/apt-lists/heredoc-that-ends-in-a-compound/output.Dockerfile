FROM debian:12
RUN <<EOF
apt-get update
apt-get install -y curl
if test -e x; then
  make
fi && rm -rf /var/lib/apt/lists/*
EOF
