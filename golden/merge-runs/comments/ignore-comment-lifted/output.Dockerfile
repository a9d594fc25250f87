FROM debian:12
# first
# hadolint ignore=DL3008
RUN make one && \
    # why
    apt-get install -y two
