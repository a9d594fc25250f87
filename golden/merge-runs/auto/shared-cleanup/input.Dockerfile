FROM node:20
RUN npm install -g pnpm && npm install -g turbo
RUN npm install -g serve
USER node
RUN corepack enable pnpm && pnpm add -g turbo
RUN pnpm add zod
