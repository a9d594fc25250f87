FROM node:20
ARG V
RUN npm install -g npm@$V
