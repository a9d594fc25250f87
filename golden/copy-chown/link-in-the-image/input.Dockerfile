FROM debian:12
RUN mkdir -p /app /data && ln -s /data /app/data
COPY src /app
RUN chown -R 1:1 /app
