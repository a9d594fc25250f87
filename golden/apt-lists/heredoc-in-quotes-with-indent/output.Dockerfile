FROM debian:12
RUN <<'EOF'
  set -e
  apt-get update
  apt-get install -y curl  # the tool
  rm -rf /var/lib/apt/lists/*
EOF
