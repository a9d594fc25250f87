FROM node:14
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY deploy.sh ./
RUN ./deploy.sh
