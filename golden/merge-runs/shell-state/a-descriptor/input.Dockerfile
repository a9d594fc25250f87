FROM debian:12
RUN exec > log 2>&1; make one
RUN make two
