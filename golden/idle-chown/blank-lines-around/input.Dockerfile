FROM debian:12
COPY src /app

RUN chown -R root:root /app

CMD ["x"]
