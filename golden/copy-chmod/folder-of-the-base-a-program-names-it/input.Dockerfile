FROM example/base
USER root
COPY run.sh .
RUN sed -i s/a/b/ /opt/app/run.sh
RUN chmod +x run.sh
