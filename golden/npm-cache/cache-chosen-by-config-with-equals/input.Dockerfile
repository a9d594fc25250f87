FROM node:20
RUN npm config set --location=global cache=/x && npm ci
