FROM debian:12
WORKDIR /app
COPY --chown=1:1 src .
COPY --chown=1:1 conf /srv/conf
RUN chown 1:1 /app
