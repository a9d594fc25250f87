FROM debian:12
RUN alias make=gmake; make one
RUN make two
