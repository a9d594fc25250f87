FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
ENV BASH_ENV=/etc/each-shell
RUN echo 'export X=1' > /etc/each-shell
RUN echo "$X" > /x
# expect: nothing
