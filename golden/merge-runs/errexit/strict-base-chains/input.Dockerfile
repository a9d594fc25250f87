FROM cimg/node:20.1
RUN make
RUN make install && make clean
SHELL ["/bin/bash", "-c"]
RUN ./configure; make
RUN make test; make install
