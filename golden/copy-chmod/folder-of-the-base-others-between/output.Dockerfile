FROM example/base
USER root
COPY --chmod=755 run.sh other.sh ./
COPY conf /opt/app/
RUN mkdir -p logs && chmod 600 /opt/app/a.conf
