FROM example/base
USER root
COPY run.sh .
RUN chmod +x run.sh
