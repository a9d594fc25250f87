FROM debian:12
COPY --chown=1:1 src /app
RUN chown 1:1 /app; mkdir /x
