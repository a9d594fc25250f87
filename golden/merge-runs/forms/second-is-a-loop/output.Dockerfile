FROM debian:12
RUN make one && \
    for x in a b; do make $x || exit 1; done
