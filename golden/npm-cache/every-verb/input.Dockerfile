FROM node:20
RUN npm add x
RUN npm clean-install x
RUN npm in x
RUN npm ins x
RUN npm install-test x
RUN npm isntall x
RUN npm it x
RUN npm up x
RUN npm update x
RUN npm upgrade x
