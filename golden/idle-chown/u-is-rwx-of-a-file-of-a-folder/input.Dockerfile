FROM debian:12
COPY . /app
RUN chmod u=rwx /app/run.sh
CMD ["/app/run.sh"]
