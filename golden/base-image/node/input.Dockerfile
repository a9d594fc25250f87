FROM node:20-bookworm
RUN apt-get update
