FROM debian:12
RUN ./agent --daemonize=yes
RUN make two
