FROM debian:12
WORKDIR /app
RUN useradd joe && npm ci && chown -R joe:joe /app
COPY src src
RUN usermod -u 77 joe
RUN chown -R joe:joe /app
