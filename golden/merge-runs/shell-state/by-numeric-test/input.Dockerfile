FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN [[ 5 -eq i=5 ]] && make one
RUN make "$i"
