FROM node:20
RUN npm ci && npx playwright install
