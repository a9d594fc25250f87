FROM debian:12
SHELL ["/bin/bash", "-i", "-c"]
RUN make one
RUN make two
