FROM debian:12
RUN wget https://example.org/a.deb -O /a.deb && dpkg -i /a.deb
