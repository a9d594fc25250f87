FROM example.com/node
USER root
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY . .
RUN chown -R node:node /app
