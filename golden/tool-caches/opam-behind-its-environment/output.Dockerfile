FROM debian:12
RUN eval "$(opam env)" && opam install -y x && rm -rf ~/.opam/download-cache
