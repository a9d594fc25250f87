FROM example.com/base
RUN apt-get update && apt-get install -y curl
COPY src /app
RUN chown -R app:app /app
