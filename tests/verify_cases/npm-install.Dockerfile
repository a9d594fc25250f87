FROM node:stand-in
WORKDIR /app
COPY web/package.json ./
RUN npm install
COPY web .
CMD ["node", "index.js"]
# expect: SL206
