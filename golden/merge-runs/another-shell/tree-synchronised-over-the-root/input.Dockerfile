FROM debian:12
RUN rsync -a /opt/rootfs/ /
RUN echo b
