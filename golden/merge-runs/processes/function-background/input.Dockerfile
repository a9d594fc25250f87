FROM debian:12
RUN serve() { make serve & }; serve
RUN make two
