FROM debian:12
WORKDIR /work
COPY tool.deb .
RUN dpkg -i tool.deb
