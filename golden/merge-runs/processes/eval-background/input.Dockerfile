FROM debian:12
RUN eval "make serve & wait"
RUN make two
