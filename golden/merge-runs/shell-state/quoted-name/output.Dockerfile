FROM debian:12
RUN ( \cd /x && "umask" 077 && make one ) && \
    make two
