FROM debian:12
RUN make() { command make -j4 "$@"; }; make one
RUN make two
