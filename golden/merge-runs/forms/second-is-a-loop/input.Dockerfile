FROM debian:12
RUN make one
RUN for x in a b; do make $x || exit 1; done
