FROM debian:12
RUN apt-get update && apt-get install -y curl
WORKDIR /tmp
COPY . .
RUN chmod +x setup.sh && ./setup.sh
