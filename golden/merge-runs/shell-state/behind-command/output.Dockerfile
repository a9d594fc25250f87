FROM debian:12
RUN ( command -- cd /x && make one ) && \
    make two
