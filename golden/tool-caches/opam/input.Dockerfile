FROM ocaml/opam:debian
RUN opam install -y dune
