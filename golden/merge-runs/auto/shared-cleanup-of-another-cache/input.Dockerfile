FROM node:20
RUN npm install -g pnpm@9 && npm install -g turbo && npm cache clean --force
RUN pnpm add zod && pnpm store prune
