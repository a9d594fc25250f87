FROM debian:12
# first
RUN make one
# why
# hadolint ignore=DL3008
RUN apt-get install -y two
