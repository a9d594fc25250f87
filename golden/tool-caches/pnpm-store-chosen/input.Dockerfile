FROM node:20
WORKDIR /app
RUN pnpm config set store-dir /app/.store && pnpm install
