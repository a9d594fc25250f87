FROM node:20
RUN cd /tmp/x \
 && npm install -g . \
 && rm -rf /tmp/x
