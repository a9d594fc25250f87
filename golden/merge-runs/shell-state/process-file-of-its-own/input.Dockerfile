FROM debian:12
RUN grep PPid /proc/self/status > /run/parent
RUN mkdir -p /run/app
