FROM debian:12
SHELL ["/bin/sh", "-ec"]
RUN eval `opam config env --switch=x` && opam install -y x
