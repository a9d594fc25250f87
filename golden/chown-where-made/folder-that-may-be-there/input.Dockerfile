FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json /app/
RUN npm install --omit=dev
COPY src /app/src
RUN chown -R node:node /app/src
