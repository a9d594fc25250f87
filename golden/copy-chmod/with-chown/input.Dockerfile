FROM node:20
WORKDIR /app
COPY --chown=node:node a.sh ./
RUN chmod 755 a.sh
