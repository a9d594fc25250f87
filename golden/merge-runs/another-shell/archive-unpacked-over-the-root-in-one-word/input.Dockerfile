FROM debian:12
RUN tar xzf /opt/rootfs.tgz --directory=/
RUN echo b
