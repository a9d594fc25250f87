FROM debian:12
RUN curl -LO https://example.org/a.deb
RUN dpkg -i a.deb
RUN ldconfig
COPY install.sh /
RUN sh /install.sh a.deb
