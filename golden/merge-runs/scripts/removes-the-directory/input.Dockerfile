FROM debian:12
WORKDIR /app
COPY clean.sh /clean.sh
RUN sh /clean.sh
RUN make two
