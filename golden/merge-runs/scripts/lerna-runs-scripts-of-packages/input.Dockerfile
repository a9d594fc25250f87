FROM node:20
WORKDIR /app
COPY . ./
RUN lerna run build
RUN id > /id.txt
