FROM debian:12
RUN wget -qb https://example.org/x
RUN make two
