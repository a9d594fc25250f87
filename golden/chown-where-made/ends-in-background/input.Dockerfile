FROM node:20
WORKDIR /app
RUN npm ci &
COPY . .
RUN chown -R node:node /app
