FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN make one <<< "a; b" && \
    (( 1 + 1 )) && time make two
