FROM example/base
USER root
COPY run.sh other.sh ./
COPY conf /opt/app/
RUN mkdir -p logs && chmod 600 /opt/app/a.conf
RUN chmod +x run.sh other.sh
