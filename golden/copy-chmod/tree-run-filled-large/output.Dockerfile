FROM node:20
WORKDIR /app
COPY --chmod=755 . .
RUN npm ci
RUN find /app ! -type l ! -perm 755 -exec chmod 755 {} +
