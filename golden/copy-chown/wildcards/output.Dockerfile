FROM debian:12
WORKDIR /opt/tools
COPY --chown=1:1 *.sh ./
RUN chown 1:1 /opt/tools
