FROM debian:12
RUN --mount=type=cache,target=/c --mount=type=cache,target=/c/d make one
RUN --mount=type=cache,target=/c/d --mount=type=cache,target=/c make two
