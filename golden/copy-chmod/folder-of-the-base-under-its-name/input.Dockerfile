FROM example/base
COPY run.sh run.sh
RUN chmod +x run.sh
