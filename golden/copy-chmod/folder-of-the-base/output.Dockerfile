FROM example/base
USER root
COPY --chmod=755 run.sh .
EXPOSE 80
RUN echo ready
