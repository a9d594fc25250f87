FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN make one > >(tee log)
RUN make two
