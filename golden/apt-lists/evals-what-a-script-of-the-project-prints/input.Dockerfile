FROM debian:12
COPY opam .
RUN eval "$(./opam env)"; apt-get update; if apt-get install -y a; then b; c; fi
