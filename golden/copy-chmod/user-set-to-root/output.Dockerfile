FROM example/base
USER root
COPY --chmod=755 run.sh /run.sh
