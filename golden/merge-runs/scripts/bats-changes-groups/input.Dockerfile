FROM debian:12
WORKDIR /app
COPY . ./
RUN bats x.bats
RUN id > /id.txt
