FROM debian:12
RUN make one \
    two
#   three
RUN make four
