FROM node:14
RUN cd /app && npm ci && npm cache clean --force && cd / && echo done
