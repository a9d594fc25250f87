FROM cimg/node:20.1
RUN make && \
    make install && \
    make clean
SHELL ["/bin/bash", "-c"]
RUN ./configure; make && \
    { make test; make install; }
