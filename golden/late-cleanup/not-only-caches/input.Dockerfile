FROM debian:12
WORKDIR /
RUN curl -o /opt/x.tgz http://x
COPY y /y
RUN rm /opt/x.tgz
