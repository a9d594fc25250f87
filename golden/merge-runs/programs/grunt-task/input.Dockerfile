FROM node:20
WORKDIR /src
COPY . .
RUN grunt setup
RUN id -G > /id.txt
