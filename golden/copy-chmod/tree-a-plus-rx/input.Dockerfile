FROM debian:12
COPY src /app
RUN chmod -R a+rX /app
