FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -f https://example.com/a | tar x
RUN [[ -f a ]] && make two
