FROM debian:12
RUN --security=insecure make one
RUN make two
