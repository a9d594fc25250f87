FROM debian:12
COPY . /app
RUN chmod a+rx /app/run.sh
CMD ["/app/run.sh"]
