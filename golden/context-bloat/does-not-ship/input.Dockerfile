FROM node:22 AS build
WORKDIR /srv
COPY . .
RUN npm ci

FROM node:22-slim
COPY --from=build /srv/package.json /srv/
