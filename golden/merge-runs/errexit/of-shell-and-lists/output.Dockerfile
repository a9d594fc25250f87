FROM debian:12
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN ( make one; make two ); \
    ( make three; make four )
