FROM debian:12
RUN <<EOF
set -e
make one
make two
EOF
USER root
RUN make three && \
    make four
