FROM debian:12
ARG V=1.2
WORKDIR /src
RUN wget https://example.org/v${V}.tar.gz && \
    tar -xzf v${V}.tar.gz && \
    mv tool-${V} /opt/tool
