FROM debian:12
WORKDIR /
RUN apt-get update && apt-get install -y curl
COPY app /app
ENV A=b
RUN rm -rf /var/lib/apt/lists/*
CMD ["app"]
