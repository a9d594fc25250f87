FROM node:20
RUN npm() { command npm --quiet "$@"; }; npm ci
