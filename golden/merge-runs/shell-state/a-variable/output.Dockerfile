FROM debian:12
RUN ( V=1 && make "$V" ) && \
    make "${V:-none}"
