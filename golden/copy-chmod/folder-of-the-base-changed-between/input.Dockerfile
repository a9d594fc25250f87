FROM example/base
USER root
COPY run.sh .
RUN chmod 600 /opt/app/run.sh
RUN chmod +x run.sh
