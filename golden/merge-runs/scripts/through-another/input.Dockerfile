FROM debian:12
WORKDIR /app
COPY . .
RUN sh ./a.sh
RUN make two
