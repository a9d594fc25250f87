FROM debian:12
RUN V=1 && make "$V"
RUN make "${V:-none}"
