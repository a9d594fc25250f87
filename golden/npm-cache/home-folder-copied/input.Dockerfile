FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm ci
RUN cd $HOME/.. && cp -a root /srv/copy
