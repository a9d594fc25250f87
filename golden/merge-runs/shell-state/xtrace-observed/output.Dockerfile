FROM debian:12
RUN ( set -x && make one ) && \
    { make two; } 2> log
