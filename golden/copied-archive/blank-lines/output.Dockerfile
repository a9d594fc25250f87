FROM debian:12

# unpack
RUN --mount=type=bind,source=app.tgz,target=/tmp/app.tgz \
    tar xf /tmp/app.tgz
