FROM example/base
USER root
COPY run.sh .
COPY scripts /opt/app/
RUN chmod +x run.sh
