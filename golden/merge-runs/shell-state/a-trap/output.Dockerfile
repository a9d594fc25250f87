FROM debian:12
RUN ( trap 'make clean' EXIT; make one ) && \
    make two
