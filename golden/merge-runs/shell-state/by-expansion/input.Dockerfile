FROM debian:12
RUN make "${V:=x}"
RUN make "$V"
