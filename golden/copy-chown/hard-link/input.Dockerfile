FROM debian:12
COPY src /app
RUN ln /app/main.py /hard
RUN chown -R 5:6 /app
