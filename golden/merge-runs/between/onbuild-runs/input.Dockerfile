FROM debian:12
ONBUILD RUN cd /src && make one
ONBUILD LABEL a=b
ONBUILD RUN make two; make three
