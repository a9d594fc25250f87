FROM node:20
WORKDIR /app
COPY . ./
RUN npx webpack
RUN id > /id.txt
