FROM node:20
WORKDIR /app
COPY --chown=node:node . /app/x
RUN usermod -aG sudo node
