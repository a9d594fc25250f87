FROM debian:12
WORKDIR /app
COPY . .
RUN curl -o run.sh https://example.com/
RUN chmod +x run.sh
