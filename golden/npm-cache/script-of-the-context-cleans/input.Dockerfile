FROM node:20
WORKDIR /app
COPY package.json clean.sh ./
RUN npm install && ./clean.sh
