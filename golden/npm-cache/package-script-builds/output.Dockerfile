FROM node:14
WORKDIR /app
COPY package.json ./
RUN npm ci && npm cache clean --force
RUN npm run build
