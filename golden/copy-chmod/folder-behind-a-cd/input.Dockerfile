FROM example/base
USER root
COPY run.sh .
RUN cd jobs && chmod +x run.sh
