FROM node:20
WORKDIR /app
RUN pnpm add zod
COPY . .
RUN pnpm install --offline --prod
