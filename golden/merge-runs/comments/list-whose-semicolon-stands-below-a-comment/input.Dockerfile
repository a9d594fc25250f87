FROM debian:12
RUN make
RUN make check; make install \
# the end
 ;
