FROM example.com/base
USER root
COPY src /app
RUN chown -R app:app /app
