FROM example/base
USER root
COPY run.sh /etc/startup.d/
RUN chmod -R +x /etc/startup.d
