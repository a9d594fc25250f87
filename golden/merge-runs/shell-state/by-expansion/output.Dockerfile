FROM debian:12
RUN ( make "${V:=x}" ) && \
    make "$V"
