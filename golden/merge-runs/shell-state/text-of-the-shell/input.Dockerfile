FROM debian:12
RUN mkdir -p /run/app
RUN tr '\0' ' ' < /proc/$$/cmdline > /run/app/command
