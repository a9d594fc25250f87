FROM debian:12
COPY --link --chmod=755 run.sh /usr/local/bin/
