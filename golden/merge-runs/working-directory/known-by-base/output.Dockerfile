FROM ubuntu:22.04
RUN ( make one && rm -rf "$BUILD" /opt/build ../x ) && \
    make two
