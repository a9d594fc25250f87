FROM node:20
COPY src /app
USER node
RUN ls /app
USER root
RUN chown -R node:node /app
