FROM debian:12
RUN <<EOF
make one
EOF
RUN make two
