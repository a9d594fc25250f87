FROM node:20
RUN npm add x && npm cache clean --force
RUN npm clean-install x && npm cache clean --force
RUN npm in x && npm cache clean --force
RUN npm ins x && npm cache clean --force
RUN npm install-test x && npm cache clean --force
RUN npm isntall x && npm cache clean --force
RUN npm it x && npm cache clean --force
RUN npm up x && npm cache clean --force
RUN npm update x && npm cache clean --force
RUN npm upgrade x && npm cache clean --force
