FROM debian:12
RUN Xvfb :1
RUN make two
