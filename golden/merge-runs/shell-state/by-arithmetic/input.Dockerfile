FROM debian:12
RUN make $((V = 3))
RUN make "$V"
