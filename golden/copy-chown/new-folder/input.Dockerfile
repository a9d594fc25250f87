FROM debian:12
# the app
COPY src /app
# its owner
RUN chown -R 1000:1000 /app
CMD ["/app/main.py"]
