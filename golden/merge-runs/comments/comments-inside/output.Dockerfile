FROM debian:12
RUN make one && \
    # why two
    make two && \
    # the second
    # in two lines
    make three && \
    # why four
    make four
