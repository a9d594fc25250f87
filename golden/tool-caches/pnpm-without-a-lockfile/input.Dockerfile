FROM node:20
WORKDIR /app
COPY package.json ./
RUN pnpm install
COPY web ./web
RUN pnpm i --prod --filter web
