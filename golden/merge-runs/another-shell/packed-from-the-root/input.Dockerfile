FROM debian:12
RUN tar -C / -cf /opt/x.tar etc
RUN echo b
