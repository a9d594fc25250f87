FROM debian:12
RUN tar -C / -xf /opt/rootfs.tar
RUN echo b
