FROM debian:12
RUN . /env; apt-get update; apt-get install -y curl;
COPY app /app
RUN rm -rf /var/lib/apt/lists/*
