FROM node:20
RUN npm ci
COPY app /app
RUN npm prune && rm -r ~/.npm/_cacache
