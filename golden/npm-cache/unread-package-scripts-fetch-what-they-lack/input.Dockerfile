FROM node:20
WORKDIR /web
RUN git clone https://example.org/x . && npm ci
RUN npm run build
