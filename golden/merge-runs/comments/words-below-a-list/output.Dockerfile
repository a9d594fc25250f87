FROM debian:12
RUN make one \
    two && \
    # then the rest
    make four
