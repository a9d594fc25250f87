FROM debian:12
WORKDIR /opt/startup.d
COPY run.sh /opt/startup.d/10-run
COPY run.sh /opt/startup.d/
RUN chmod -R a+rx /opt/startup.d && echo done
