FROM debian:12
COPY . /app
RUN chmod 755 /app/run.sh
CMD ["/app/run.sh"]
