FROM node:14
RUN cd /app && npm ci && cd / && echo done
