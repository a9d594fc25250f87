FROM example/base
USER root
COPY --chmod=700 run.sh .
