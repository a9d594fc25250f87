FROM node:20
RUN npm ci
COPY . .
RUN npm ci --prefer-offline && npm cache clean --force
