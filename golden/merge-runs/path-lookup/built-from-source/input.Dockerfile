FROM debian:12
RUN curl -LO https://example.com/curl-8.9.tar.gz && tar xf *.tar.gz && cd curl-8.9 && ./configure && make install
RUN curl https://example.com/b
