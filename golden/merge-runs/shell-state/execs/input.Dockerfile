FROM debian:12
RUN exec make one
RUN make two
