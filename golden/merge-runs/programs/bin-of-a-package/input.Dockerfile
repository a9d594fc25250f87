FROM node:20
WORKDIR /src
COPY . .
RUN npm link && npm cache clean --force && mk setup
RUN id -G > /id.txt
