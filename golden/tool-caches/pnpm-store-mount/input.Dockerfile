FROM node:20
WORKDIR /app
RUN --mount=type=cache,target=/pnpm/store pnpm install --frozen-lockfile
