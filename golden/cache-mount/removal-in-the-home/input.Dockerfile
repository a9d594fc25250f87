FROM node:20
RUN cd ~ && npm ci && rm -rf .npm
