FROM node:22-slim
RUN npm ci && npx playwright install-deps && npx playwright install firefox
