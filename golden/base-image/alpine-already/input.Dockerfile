FROM node:20-alpine
RUN true
