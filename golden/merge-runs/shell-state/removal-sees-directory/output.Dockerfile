FROM debian:12
RUN ( cd /tmp && V=1 && make one "$V" ) && \
    rm -rf /tmp/* /var/tmp/x
