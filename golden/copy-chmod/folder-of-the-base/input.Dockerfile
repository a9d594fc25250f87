FROM example/base
USER root
COPY run.sh .
EXPOSE 80
RUN chmod +x ./run.sh && echo ready
