FROM debian:12
RUN mkdir -p /run/app
RUN sh -c 'echo $PPID' > /run/app/pid
