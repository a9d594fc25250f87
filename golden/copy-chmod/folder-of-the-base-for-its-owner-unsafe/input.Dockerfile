FROM example/base
USER root
COPY run.sh .
RUN chmod 700 run.sh
