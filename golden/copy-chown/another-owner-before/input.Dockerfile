FROM node:20
WORKDIR /app
RUN npm ci && chown -R 5:5 /app
COPY src src
RUN chown -R node:node /app
