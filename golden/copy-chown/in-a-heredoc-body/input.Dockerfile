# syntax=docker/dockerfile:1
FROM node:20
WORKDIR /app
COPY src ./src
RUN <<SCRIPT
set -e
npm --version
chown -R node:node /app
SCRIPT
