FROM node:20 AS base
WORKDIR /app
RUN echo 1
ENV A=1
RUN ln -s /srv /app/out
FROM base
COPY src ./more
RUN chown -R node:node /app
