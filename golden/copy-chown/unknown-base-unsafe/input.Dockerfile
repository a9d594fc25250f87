FROM example.com/base
COPY src /app
RUN chown -R 1:1 /app
