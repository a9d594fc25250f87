FROM debian:bookworm-slim
SHELL ["/bin/bash", "-lc"]
RUN echo 'export X=1' > /etc/profile.d/x.sh
RUN echo "$X" > /x
# expect: nothing
