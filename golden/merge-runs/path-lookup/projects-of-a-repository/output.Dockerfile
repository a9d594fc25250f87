FROM node:20
RUN pnpm install --filter "./apps/auth" && \
    pnpm store prune
