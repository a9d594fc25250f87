FROM debian:12
COPY src /app
RUN stat -c %U /app/main.py > /owner
RUN chown -R 1:1 /app
