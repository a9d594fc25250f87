FROM node:20
COPY package.json ./
RUN npm --unsafe-perm install && npm cache clean --force
CMD ["node"]
