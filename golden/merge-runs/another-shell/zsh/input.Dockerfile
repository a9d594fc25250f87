FROM debian:12
SHELL ["/bin/zsh", "-c"]
RUN make one
RUN make two
