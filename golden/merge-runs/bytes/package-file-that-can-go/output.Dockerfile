FROM debian:12
RUN curl -LO https://example.org/a.deb && \
    dpkg -i a.deb
