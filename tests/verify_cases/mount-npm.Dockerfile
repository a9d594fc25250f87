FROM node:stand-in
WORKDIR /app
COPY web/package.json ./
RUN npm install && npm cache clean --force
COPY web .
CMD ["node", "index.js"]
# expect: SL210 cache-mount
