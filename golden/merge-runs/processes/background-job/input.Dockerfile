FROM debian:12
RUN make serve &
RUN make two
