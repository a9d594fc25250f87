FROM debian:12
SHELL ["/bin/bash", "-O", "lastpipe", "-c"]
RUN make one
RUN make two
