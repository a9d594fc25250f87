FROM debian:12
COPY src /app
RUN chown -R 5:6 /app && chown -R 7:8 /app/data
