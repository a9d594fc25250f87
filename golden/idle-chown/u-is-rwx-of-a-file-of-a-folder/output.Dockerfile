FROM debian:12
COPY . /app
CMD ["/app/run.sh"]
