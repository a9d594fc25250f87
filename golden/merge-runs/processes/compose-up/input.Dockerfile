FROM debian:12
RUN docker compose up -d
RUN make two
