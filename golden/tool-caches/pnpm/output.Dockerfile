FROM node:20
WORKDIR /app
RUN npm install -g pnpm@9
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile
RUN pnpm add zod && pnpm store prune
RUN pnpm update && pnpm store prune
RUN pnpm up && pnpm store prune
RUN pnpm upgrade && pnpm store prune
