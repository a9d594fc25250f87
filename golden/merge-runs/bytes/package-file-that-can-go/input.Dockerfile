FROM debian:12
RUN curl -LO https://example.org/a.deb
RUN dpkg -i a.deb
