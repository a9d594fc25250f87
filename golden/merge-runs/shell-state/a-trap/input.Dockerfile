FROM debian:12
RUN trap 'make clean' EXIT; make one
RUN make two
