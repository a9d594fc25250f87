FROM debian:12
WORKDIR /opt
RUN wget -q https://example.com/tool.bin
WORKDIR /srv
RUN mv /opt/tool.bin /usr/bin/tool
