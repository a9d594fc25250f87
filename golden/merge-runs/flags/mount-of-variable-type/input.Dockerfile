FROM debian:12
ARG KIND=tmpfs
RUN --mount=type=$KIND,target=/t make one
RUN --mount=type=$KIND,target=/t make two
