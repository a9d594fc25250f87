FROM node:20
RUN npm install -g pnpm && npm install -g turbo && \
    npm install -g serve && \
    npm cache clean --force
USER node
RUN corepack enable pnpm && pnpm add -g turbo && \
    pnpm add zod && pnpm store prune
