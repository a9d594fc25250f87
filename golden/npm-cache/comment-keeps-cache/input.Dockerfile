FROM node:20
WORKDIR /app
COPY package.json ./
# leave the npm cache alone, the plugin installer works from it
RUN npm ci
