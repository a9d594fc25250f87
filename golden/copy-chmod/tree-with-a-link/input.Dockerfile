FROM debian:12
RUN mkdir -p /app /data && ln -s /data /app/src
COPY . /app
RUN chmod -R 755 /app
