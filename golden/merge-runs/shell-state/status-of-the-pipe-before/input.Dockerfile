FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN false | true
RUN echo ${PIPESTATUS[*]} > /x
