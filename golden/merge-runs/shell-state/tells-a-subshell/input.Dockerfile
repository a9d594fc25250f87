FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN cd /tmp && echo $BASH_SUBSHELL > depth
RUN touch /done
