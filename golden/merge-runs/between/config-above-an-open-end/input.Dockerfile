FROM debian:12
RUN make
LABEL a=b
RUN make install \