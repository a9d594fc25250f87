FROM debian:12
RUN make one > /dev/shm/x
RUN test ! -e /dev/shm/x && make two
