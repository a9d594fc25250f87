FROM debian:12
RUN ( exec make one ) && \
    make two
