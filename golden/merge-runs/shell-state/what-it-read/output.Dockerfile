FROM debian:12
RUN ( echo a > f; read x < f; make "$x" ) && \
    make "$x"
