FROM example.com/base
USER root
COPY src /app
RUN yum install -y make && chown -R app:app /app
