FROM node:20 AS files
WORKDIR /app
COPY . .

FROM node:20
WORKDIR /app
COPY --from=files /app .
RUN pnpm i
