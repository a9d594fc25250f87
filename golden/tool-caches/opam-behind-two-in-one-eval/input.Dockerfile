FROM debian:12
RUN eval "$(opam env; echo set -e)" && opam install -y x
