FROM debian:12
ENV DIR=/opt
RUN $FIRST; $DIR/bin/a; make one
RUN make two
