FROM debian:fastapt
RUN ln -sf /bin/bash /bin/sh
RUN echo ${BASH_VERSION:+bash} > /which
# expect: nothing
