FROM debian:12
RUN sudo sh -c "ln -sf bash /bin/sh"
RUN make two
