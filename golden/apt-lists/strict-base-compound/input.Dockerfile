FROM bitnami/minideb:bookworm
RUN if true; then apt-get update; apt-get install -y curl; fi
