FROM debian:12
RUN wget https://example.org/tool_1.deb && dpkg -i tool_1.deb && rm -f tool_1.deb && apt-get -f install
