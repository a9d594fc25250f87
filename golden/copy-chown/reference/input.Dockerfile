FROM debian:12
COPY src /app
RUN chown -R --reference=/etc/passwd /app
