FROM node:22
WORKDIR /srv
COPY . .
RUN npm run build
