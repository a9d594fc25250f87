FROM node:22
COPY . .
RUN npm ci && npm cache clean --force
CMD ["a"]
