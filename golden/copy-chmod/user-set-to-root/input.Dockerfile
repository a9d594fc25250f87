FROM example/base
USER root
COPY run.sh /run.sh
RUN chmod +x /run.sh
