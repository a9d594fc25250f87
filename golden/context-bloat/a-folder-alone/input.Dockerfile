FROM node:22
WORKDIR /srv
COPY src .
RUN npm ci
