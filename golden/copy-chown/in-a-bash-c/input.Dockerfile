FROM node:20
WORKDIR /app
COPY src ./src
RUN sh -c "npm --version && chown -R node:node /app"
