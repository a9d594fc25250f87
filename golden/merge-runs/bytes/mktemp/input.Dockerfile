FROM debian:12
RUN make one
RUN d="$(mktemp -d)" && make -C "$d" && rm -rf "$d"
