FROM node:20
RUN npx serve --version
RUN npm install -g npm@latest
CMD ["npx", "serve"]
