FROM node:20
COPY . /usr/src/app/
RUN chown -R node:node /usr/src/app
