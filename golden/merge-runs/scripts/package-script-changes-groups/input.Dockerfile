FROM node:20
WORKDIR /src
COPY package.json ./
RUN npm run setup
RUN id > /id.txt
