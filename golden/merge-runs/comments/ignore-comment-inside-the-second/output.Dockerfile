FROM debian:12
RUN make && \
# hadolint ignore=DL3008
    make install
