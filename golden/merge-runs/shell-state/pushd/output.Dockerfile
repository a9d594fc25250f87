FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN ( pushd /src && make one ) && \
    make two
