FROM node:20
WORKDIR /app
COPY package.json .
RUN <<EOF
set -e
npm install
npm cache clean --force
EOF
