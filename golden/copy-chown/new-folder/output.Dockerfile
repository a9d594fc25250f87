FROM debian:12
# the app
COPY --chown=1000:1000 src /app
# its owner
CMD ["/app/main.py"]
