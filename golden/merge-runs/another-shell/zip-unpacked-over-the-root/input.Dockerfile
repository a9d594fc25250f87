FROM debian:12
RUN unzip -o /opt/a.zip -d /
RUN echo b
