FROM node:20
WORKDIR /app
RUN npm install -g pnpm@9
COPY package.json pnpm-lock.yaml ./
RUN pnpm install --frozen-lockfile
RUN pnpm add zod
RUN pnpm update
RUN pnpm up
RUN pnpm upgrade
