FROM debian:12
RUN mkdir -p "/app/my logs"
COPY --chown=1:1 src /app
RUN chown 1:1 /app '/app/my logs'
