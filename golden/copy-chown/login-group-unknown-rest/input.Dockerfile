FROM node:20
WORKDIR /app
RUN npm ci
COPY src .
RUN chown -R node: /app
