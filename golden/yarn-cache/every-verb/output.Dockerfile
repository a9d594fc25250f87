FROM node:20
RUN yarn global add x && yarn upgrade x && yarn cache clean
