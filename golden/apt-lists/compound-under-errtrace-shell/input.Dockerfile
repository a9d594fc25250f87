FROM debian:12
SHELL ["bash","-Eeuo","pipefail","-c"]
RUN if true; then apt-get update && apt-get install -y curl; fi
