FROM debian:12
RUN qemu-system-x86_64 -daemonize
RUN make two
