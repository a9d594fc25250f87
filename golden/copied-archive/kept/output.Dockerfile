FROM debian:12
WORKDIR /work
RUN --mount=type=bind,source=tool.deb,target=/work/tool.deb \
    dpkg -i tool.deb
