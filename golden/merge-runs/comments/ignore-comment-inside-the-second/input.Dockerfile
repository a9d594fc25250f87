FROM debian:12
RUN make
RUN \
# hadolint ignore=DL3008
    make install
