FROM node:20-alpine
RUN rm -rf /var/lib/apt/lists/*
RUN apt-get clean
