FROM node:20
WORKDIR /app
COPY --chown=5:5 src .
RUN chown 5:5 .
