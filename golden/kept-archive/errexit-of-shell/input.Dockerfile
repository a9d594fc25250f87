FROM debian:12
SHELL ["/bin/bash", "-Eeuo", "pipefail", "-c"]
WORKDIR /tmp
RUN curl -O https://example.org/a.tgz; tar xzf a.tgz; make
