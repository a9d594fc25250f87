FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN make one
RUN make "$_"
