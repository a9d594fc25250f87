FROM ocaml/opam:debian
USER root
RUN apt-get update && apt-get install -y m4
COPY a /a
RUN opam install -y conf-gmp
