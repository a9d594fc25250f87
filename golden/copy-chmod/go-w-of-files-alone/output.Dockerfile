FROM debian:12
COPY --chown=root:root --chmod=644 conf/* /etc/
