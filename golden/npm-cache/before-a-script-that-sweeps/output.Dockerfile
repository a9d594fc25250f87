FROM node:20
COPY . .
RUN npm ci && npm cache clean --force && sh ./clear.sh
