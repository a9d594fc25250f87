FROM node:20
RUN pnpm add -g ./tools
RUN pnpm store prune
