FROM debian:12
RUN make one
COPY a /a
RUN make two
