FROM debian:12
RUN find /usr -name '*.pyc' -exec chmod 644 {} \; && \
    make two
