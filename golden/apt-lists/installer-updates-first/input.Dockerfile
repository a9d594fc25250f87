FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
RUN echo registry=https://registry.example.org > /root/.npmrc && apt-get install -y nodejs
CMD ["node"]
