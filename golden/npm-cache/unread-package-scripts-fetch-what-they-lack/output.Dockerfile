FROM node:20
WORKDIR /web
RUN git clone https://example.org/x . && npm ci && npm cache clean --force
RUN npm run build
