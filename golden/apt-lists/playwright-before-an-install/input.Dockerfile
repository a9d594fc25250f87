FROM node:22-slim
RUN npx playwright install-deps
RUN apt-get install -y git
