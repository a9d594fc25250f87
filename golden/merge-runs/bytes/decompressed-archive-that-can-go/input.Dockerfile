FROM debian:12
RUN wget https://example.org/a.tar.bz2
RUN bunzip2 a.tar.bz2
RUN tar xf a.tar
