FROM debian:12
WORKDIR /app
COPY seed.sh check.sh ./
RUN ./seed.sh
RUN ./check.sh
