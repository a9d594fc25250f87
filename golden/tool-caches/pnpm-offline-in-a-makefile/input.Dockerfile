FROM debian:12
WORKDIR /app
COPY . .
RUN pnpm install
RUN make
