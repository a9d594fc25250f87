FROM node:20 AS base
WORKDIR /app
COPY src .
FROM base
COPY src ./more
RUN chown -R node:node /app
