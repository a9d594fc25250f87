FROM alpine:3.20
SHELL ["/bin/ash", "-o", "pipefail", "-c"]
RUN make one
RUN make two
