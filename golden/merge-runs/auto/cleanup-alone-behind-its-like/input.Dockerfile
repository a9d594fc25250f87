FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm install
RUN npm cache clean --force
CMD ["x"]
