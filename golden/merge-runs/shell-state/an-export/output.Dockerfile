FROM debian:12
RUN ( export V=1 && make one ) && \
    make two
