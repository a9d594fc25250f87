FROM debian:12
COPY --chmod=755 run.sh /usr/local/bin/run.sh
RUN if [ -x /usr/bin/git ]; then which git; fi
