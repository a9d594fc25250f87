FROM example.com/base
USER root
COPY --chown=app:app src /app
RUN chown app:app /app
