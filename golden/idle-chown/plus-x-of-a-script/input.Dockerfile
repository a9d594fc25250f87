FROM debian:12
COPY . /app
RUN chmod +x /app/run.sh
CMD ["/app/run.sh"]
