FROM debian:12
WORKDIR /opt/startup.d
COPY --chmod=755 run.sh /opt/startup.d/10-run
COPY --chmod=755 run.sh /opt/startup.d/
RUN echo done
