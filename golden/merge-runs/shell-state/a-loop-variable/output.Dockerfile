FROM debian:12
RUN ( for x in a b; do make "$x"; done ) && \
    make "$x"
