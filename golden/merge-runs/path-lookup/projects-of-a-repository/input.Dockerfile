FROM node:20
RUN pnpm install --filter "./apps/auth"
RUN pnpm store prune
