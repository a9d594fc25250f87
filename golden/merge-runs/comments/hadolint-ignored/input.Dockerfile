FROM debian:12
RUN make one
# hadolint ignore=DL3059
RUN make two
