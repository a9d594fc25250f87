FROM debian:12
USER 1000
COPY --chown=1000:1000 src /app
RUN sudo chown 1000:1000 /app
