FROM node:20
ARG DIST=kafka
COPY src /opt/$DIST/config/
RUN chown -R node:node /opt/$DIST
