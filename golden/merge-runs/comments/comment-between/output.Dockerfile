FROM debian:12
RUN make one && \
    # the second
    make two
