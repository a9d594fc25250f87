FROM node:20
WORKDIR /src
COPY package.json ./
RUN yarn build
RUN id > /id.txt
