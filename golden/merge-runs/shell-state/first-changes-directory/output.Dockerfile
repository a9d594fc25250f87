FROM debian:12
RUN ( cd /src && make one ) && \
    make two
