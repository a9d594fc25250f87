FROM debian:12
RUN mything --daemon
RUN make two
