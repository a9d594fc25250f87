FROM node:20
ARG HOME
RUN npm ci
