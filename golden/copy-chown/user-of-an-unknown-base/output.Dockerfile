FROM example.com/base
USER root
COPY --chown=app:app src /app
RUN yum install -y make && chown app:app /app
