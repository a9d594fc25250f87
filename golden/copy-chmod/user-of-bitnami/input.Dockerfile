FROM bitnami/redis:7.0
COPY run.sh /run.sh
RUN chmod +x /run.sh
