FROM node:20
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci && npm cache clean --force
