FROM debian:12
COPY env.sh /env.sh
RUN BASH_ENV=/env.sh bash -c true
RUN test ! -e /dev/shm/x
