FROM debian:12
COPY --chmod=755 target/run /usr/bin/
