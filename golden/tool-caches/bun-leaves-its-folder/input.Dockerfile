FROM oven/bun:1
WORKDIR /app
COPY . .
RUN cd web && bun install && cd ..
