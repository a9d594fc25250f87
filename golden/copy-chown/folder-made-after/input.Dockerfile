FROM debian:12
COPY src /app
RUN chown -R 5:6 /app && mkdir /app/later
