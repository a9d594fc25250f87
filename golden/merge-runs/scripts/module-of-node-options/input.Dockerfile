FROM debian:12
WORKDIR /src
COPY . ./
ENV NODE_OPTIONS=--require=/src/up.js
RUN node --version
RUN id > /id.txt
