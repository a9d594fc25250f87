FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -r -f /var/lib/apt/lists
