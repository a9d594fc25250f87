FROM debian:12
RUN echo /x.so > /etc/ld.so.preload
RUN id > /x
