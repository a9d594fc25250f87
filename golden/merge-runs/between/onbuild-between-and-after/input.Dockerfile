FROM debian:12
RUN make one
ONBUILD RUN make child
RUN make two
ONBUILD RUN make grandchild
