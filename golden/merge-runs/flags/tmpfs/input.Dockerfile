FROM debian:12
RUN --mount=type=tmpfs,target=/scratch make one
RUN --mount=type=tmpfs,target=/scratch make two
