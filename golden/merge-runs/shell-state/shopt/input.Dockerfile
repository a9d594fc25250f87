FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN make one
RUN shopt -s extglob; make two
