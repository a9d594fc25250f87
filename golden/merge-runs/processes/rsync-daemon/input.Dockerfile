FROM debian:12
RUN rsync --daemon
RUN make two
