FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
RUN chmod -R 755 /app
