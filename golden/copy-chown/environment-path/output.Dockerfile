FROM debian:12
ENV D=/app
COPY --chown=5:6 src ${D}/x
