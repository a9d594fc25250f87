FROM debian:12
RUN make one
RUN get() { make "$1"; }; get a && get b
