FROM node:20
WORKDIR /app
RUN pnpm install --frozen-lockfile && pnpm store prune
