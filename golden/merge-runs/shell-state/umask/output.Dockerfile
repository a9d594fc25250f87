FROM debian:12
RUN ( umask 077 && make one ) && \
    make two
