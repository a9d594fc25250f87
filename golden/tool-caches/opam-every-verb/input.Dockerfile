FROM debian:12
RUN opam init x
RUN opam pin x
RUN opam reinstall x
RUN opam switch x
RUN opam upgrade x
