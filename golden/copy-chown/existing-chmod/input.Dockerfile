FROM node:20
WORKDIR /app
COPY --chmod=755 src .
RUN chown -R node:node .
