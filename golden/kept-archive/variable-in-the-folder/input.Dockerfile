FROM debian:12
RUN cd $D && wget https://example.org/a.tgz && tar xf a.tgz
