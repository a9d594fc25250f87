FROM example.com/base
RUN apt-get update && apt-get install -y curl
COPY --chown=app:app src /app
RUN find /app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
