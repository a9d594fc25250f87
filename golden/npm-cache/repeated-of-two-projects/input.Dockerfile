FROM node:20
RUN cd /a && npm ci && rm -rf node_modules/.cache && cd /b && npm ci && rm -rf node_modules/.cache
