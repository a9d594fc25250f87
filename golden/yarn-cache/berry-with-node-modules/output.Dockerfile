FROM node:20-slim
WORKDIR /app
RUN corepack enable
COPY package.json yarn.lock .yarnrc.yml ./
RUN yarn install --immutable && yarn cache clean --all
RUN yarn && yarn cache clean --all
RUN yarn add zod && yarn cache clean --all
RUN yarn up zod && yarn cache clean --all
RUN yarn workspaces focus --production && yarn cache clean --all
COPY . .
