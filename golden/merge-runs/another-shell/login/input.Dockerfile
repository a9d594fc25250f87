FROM debian:12
SHELL ["/bin/bash", "-lc"]
RUN make one
RUN make two
