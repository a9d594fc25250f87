FROM docker.io/bitnami/node:20 AS a
RUN make
RUN ./configure; make

FROM a
RUN ./configure; make
RUN make install
