FROM debian:12
RUN eval "$(./settings)" && opam install -y x
