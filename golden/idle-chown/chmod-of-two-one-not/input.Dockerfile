FROM debian:12
WORKDIR /app
COPY . .
RUN chmod +x run.sh b.sh
