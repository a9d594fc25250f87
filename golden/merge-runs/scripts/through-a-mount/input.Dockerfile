FROM debian:12
RUN --mount=type=bind,target=/src sh /src/tools/up.sh
RUN --mount=type=bind,target=/src make two
