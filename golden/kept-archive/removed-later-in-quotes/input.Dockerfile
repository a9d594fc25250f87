FROM debian:12
RUN wget https://example.org/a.tgz && tar xf a.tgz
RUN rm "a".tgz
