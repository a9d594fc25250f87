FROM example.com/base
COPY --chown=1:1 src /app
RUN chown 1:1 /app
