FROM oven/bun:1
WORKDIR /app
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile && bun pm cache rm
RUN bun i --production && bun pm cache rm
RUN bun add zod && bun pm cache rm
RUN bun update && bun pm cache rm
COPY . .
