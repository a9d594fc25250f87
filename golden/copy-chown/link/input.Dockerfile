FROM debian:12
COPY --link src /app
RUN chown -R 1:1 /app
