FROM debian:12
RUN rm -rf /lib/x86_64-linux-gnu
RUN id > /x
