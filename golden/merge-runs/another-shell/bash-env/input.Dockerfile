FROM debian:12
SHELL ["/bin/bash", "-c"]
ENV BASH_ENV=/etc/profile
RUN make one
RUN make two
