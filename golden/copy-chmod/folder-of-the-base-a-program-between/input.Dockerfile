FROM example/base
USER root
COPY run.sh .
RUN apt-get install -y curl
RUN chmod +x run.sh
