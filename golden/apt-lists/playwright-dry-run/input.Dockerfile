FROM node:22-slim
RUN npx playwright install-deps --dry-run > /deps
