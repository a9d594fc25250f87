FROM node:20-alpine
COPY . /usr/src/app/
RUN chown -R node:node /usr/src/app
