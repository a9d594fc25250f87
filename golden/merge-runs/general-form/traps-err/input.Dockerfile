FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN trap 'make log' ERR; make one; make two
RUN make three
