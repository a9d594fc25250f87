FROM debian:12
ENV A=b
RUN --mount=type=bind,source=dist/app.tar.gz,target=/tmp/app.tar.gz \
    mkdir /app && \
    tar -xzf /tmp/app.tar.gz -C /app
