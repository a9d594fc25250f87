FROM node:20
COPY web/ /app/
WORKDIR /app
RUN yarn
