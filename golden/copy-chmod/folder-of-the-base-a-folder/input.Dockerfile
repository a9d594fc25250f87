FROM example/base
USER root
COPY jobs .
RUN chmod +x run.sh
