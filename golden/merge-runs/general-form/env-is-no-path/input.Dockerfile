FROM debian:12
ENV DO=eval
RUN $DO x; make one
RUN make two
