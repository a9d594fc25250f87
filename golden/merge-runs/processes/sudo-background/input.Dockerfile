FROM debian:12
RUN sudo -b make serve
RUN make two
