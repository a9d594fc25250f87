FROM oven/bun:1
WORKDIR /app
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
RUN bun i --production
RUN bun add zod
RUN bun update
COPY . .
