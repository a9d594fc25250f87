FROM debian:12
RUN make && \
 { make check; make install \
# the end
 ; }
