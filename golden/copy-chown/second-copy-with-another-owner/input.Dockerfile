FROM debian:12
COPY src /app
COPY --chown=9:9 other /app
RUN chown -R 5:6 /app
