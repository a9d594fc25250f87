FROM node:20
RUN ( pnpm add -g ./tools ) && \
    pnpm store prune
