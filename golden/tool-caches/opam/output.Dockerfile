FROM ocaml/opam:debian
RUN opam install -y dune && rm -rf ~/.opam/download-cache
