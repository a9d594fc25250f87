FROM node:22-slim
USER node
RUN npx playwright install-deps
