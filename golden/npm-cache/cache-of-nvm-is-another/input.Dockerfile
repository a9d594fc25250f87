FROM node:22
ENV NVM_DIR=/root/.nvm
RUN npm install -g yarn && rm -rf ${NVM_DIR}/.cache
RUN npm install -g pnpm && rm -rf /root/.nvm/.cache
