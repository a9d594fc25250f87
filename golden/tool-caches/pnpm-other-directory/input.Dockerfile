FROM node:20
WORKDIR /app
RUN pnpm install --dir web
