FROM node:20
WORKDIR /app
COPY . ./
RUN pnpm install
RUN sh again.sh
