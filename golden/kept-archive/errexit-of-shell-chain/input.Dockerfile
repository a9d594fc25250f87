FROM debian:12
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /tmp
RUN curl -O https://example.org/a.tgz; cd /x && tar xzf /tmp/a.tgz; make
