FROM debian:12
COPY src /app
RUN cd /app && chown -R 1:1 .
