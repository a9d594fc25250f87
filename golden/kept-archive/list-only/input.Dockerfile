FROM debian:12
RUN wget https://example.org/a.tgz && tar tf a.tgz
