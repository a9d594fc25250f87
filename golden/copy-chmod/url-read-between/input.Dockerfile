FROM debian:12
ADD https://example.com/tini /tini
RUN tar -cf /backup.tar /tini
RUN chmod a+rx /tini
