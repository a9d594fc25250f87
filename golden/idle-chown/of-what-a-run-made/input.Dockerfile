FROM debian:12
RUN mkdir /app && chown root:root /app
