FROM debian:12
RUN opam init x && rm -rf ~/.opam/download-cache
RUN opam pin x && rm -rf ~/.opam/download-cache
RUN opam reinstall x && rm -rf ~/.opam/download-cache
RUN opam switch x && rm -rf ~/.opam/download-cache
RUN opam upgrade x && rm -rf ~/.opam/download-cache
