FROM node:20
WORKDIR /app
RUN cd web && pnpm install && cd ..
