FROM node:20
WORKDIR /src
COPY . .
RUN npm ci
RUN id > /id.txt
