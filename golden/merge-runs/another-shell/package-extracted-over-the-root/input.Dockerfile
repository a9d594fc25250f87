FROM debian:12
RUN dpkg -x /opt/a.deb /
RUN echo b
