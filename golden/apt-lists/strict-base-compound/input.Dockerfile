FROM bitnami/nginx:1.27
RUN if true; then apt-get update; apt-get install -y curl; fi
