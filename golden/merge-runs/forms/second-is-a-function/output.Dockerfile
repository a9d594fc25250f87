FROM debian:12
RUN make one && \
    { get() { make "$1"; }; get a && get b; }
