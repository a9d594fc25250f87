FROM node:20
WORKDIR /app
RUN pnpm install --frozen-lockfile
COPY . .
RUN pnpm install --offline --prod
