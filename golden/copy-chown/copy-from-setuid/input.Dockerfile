FROM node:20 AS build
WORKDIR /app
COPY x.sh .
RUN chmod u+s x.sh
FROM node:20-slim
COPY --from=build /app /app
RUN chown -R node:node /app
