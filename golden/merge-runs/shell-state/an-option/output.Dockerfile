FROM debian:12
RUN ( set -f; make * ) && \
    make *
