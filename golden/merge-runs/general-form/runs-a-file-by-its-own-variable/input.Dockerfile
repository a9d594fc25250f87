FROM debian:12
ENV DIR=/opt
RUN DIR="eval /x"; $DIR/bin/a; make one
RUN make two
