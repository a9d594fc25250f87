FROM example/base
COPY --chmod=755 run.sh /run.sh
