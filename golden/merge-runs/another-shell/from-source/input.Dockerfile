FROM debian:12
RUN cd /usr/src/bash-5.2 && ./configure --prefix=/ && make install
RUN make two
