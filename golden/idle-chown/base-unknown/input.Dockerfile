FROM example.com/x
USER root
COPY src /app
RUN chown -R root:root /app
