FROM example.org/base
USER root
RUN mkdir run.sh
COPY run.sh run.sh
RUN chmod +x run.sh
