FROM node:20
WORKDIR /app
COPY package.json ./
RUN pnpm install && pnpm store prune
COPY web ./web
RUN pnpm i --prod --filter web && pnpm store prune
