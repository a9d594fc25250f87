FROM debian:12
RUN umask 077 && make one
RUN make two
