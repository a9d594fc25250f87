FROM debian:12
RUN --mount=source=up.sh,target=/up.sh bash -c "/up.sh"
RUN --mount=source=up.sh,target=/up.sh make two
