FROM debian:12
RUN ( cd /a && make one ) && \
    cd /b && make two
