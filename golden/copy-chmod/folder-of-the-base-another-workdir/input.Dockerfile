FROM example/base
USER root
COPY run.sh .
WORKDIR jobs
RUN chmod +x run.sh
