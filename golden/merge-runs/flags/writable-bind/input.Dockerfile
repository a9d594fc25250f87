FROM debian:12
RUN --mount=target=/src,rw make one
RUN --mount=target=/src,rw make two
