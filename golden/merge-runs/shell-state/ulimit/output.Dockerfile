FROM debian:12
RUN ( ulimit -n 64 && make one ) && \
    make two
