FROM debian:12
RUN make one && \
    make two
ONBUILD RUN make child
ONBUILD RUN make grandchild
