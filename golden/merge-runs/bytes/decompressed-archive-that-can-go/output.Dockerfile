FROM debian:12
RUN wget https://example.org/a.tar.bz2 && \
    bunzip2 a.tar.bz2 && \
    tar xf a.tar
