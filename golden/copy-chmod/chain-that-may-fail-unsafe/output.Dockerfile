FROM debian:12
COPY --chmod=755 run.sh /usr/local/bin/
RUN rm /tmp/a || true
