FROM node:14
RUN T=a; NPM_TOKEN=$T npm ci && npm run build
