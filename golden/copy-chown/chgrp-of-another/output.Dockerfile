FROM debian:12
COPY --chown=1001:0 src /opt/app/
USER 1001
