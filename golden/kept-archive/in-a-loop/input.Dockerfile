FROM debian:12
RUN for i in a b; do wget https://example.org/a.tgz && tar xf a.tgz; done
