FROM node:20
WORKDIR /app
COPY . .
RUN npm ci --omit=dev
RUN chown -R node:node /app
USER node
