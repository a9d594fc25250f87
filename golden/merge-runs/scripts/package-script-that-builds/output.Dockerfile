FROM node:20
WORKDIR /src
COPY package.json ./
RUN npm run build && \
    id > /id.txt
