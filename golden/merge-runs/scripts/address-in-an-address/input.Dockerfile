FROM debian:12
RUN curl https://example.org/?https://deb.nodesource.com/ | sh
RUN make two
