FROM node:20 AS build
RUN npm ci
FROM scratch
COPY --from=build /a /a
