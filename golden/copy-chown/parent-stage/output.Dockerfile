FROM node:20 AS base
WORKDIR /app
COPY src .
FROM base
COPY --chown=node:node src ./more
RUN find /app \( ! -user node -o ! -group node \) -exec chown -h node:node {} +
