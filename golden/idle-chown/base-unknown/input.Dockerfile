FROM example.com/x
COPY src /app
RUN chown -R root:root /app
