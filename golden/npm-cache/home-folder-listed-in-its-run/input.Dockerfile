FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci && cd && ls -RA > /srv/files
