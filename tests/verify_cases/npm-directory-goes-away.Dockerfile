FROM node:stand-in
WORKDIR /build
COPY web/package.json ./
RUN mkdir /x && cp package.json /x/ && cd /x && npm install --no-audit && mv node_modules /app && rm -rf /x
# expect: SL206
