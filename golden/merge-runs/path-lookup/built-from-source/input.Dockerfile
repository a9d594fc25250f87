FROM debian:12
RUN curl -LO https://example.com/curl-8.9.tar.gz && tar xf *.tar.gz && make -C curl-8.9 install
RUN curl https://example.com/b
