# syntax=docker/dockerfile:1.7-labs
FROM node:22
WORKDIR /srv
COPY --exclude=node_modules . .
RUN npm ci
