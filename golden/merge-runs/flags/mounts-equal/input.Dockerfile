FROM debian:12
RUN --mount=type=cache,target=/c --network=none make one
RUN --network=none --mount=type=cache,target=/c make two
