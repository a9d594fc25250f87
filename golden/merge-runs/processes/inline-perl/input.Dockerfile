FROM debian:12
RUN perl -e 'fork or exec "x"'
RUN make two
