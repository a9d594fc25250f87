FROM node:20
WORKDIR /app
RUN pnpm -C web install
