FROM debian:12
WORKDIR /app
RUN npm ci
COPY src /app
RUN chown -R 1:1 /app
