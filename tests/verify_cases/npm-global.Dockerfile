FROM node:stand-in
RUN npm install -g left-large
RUN npm ls -g > /etc/modules
# expect: SL206
