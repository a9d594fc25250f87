FROM debian:12
RUN f() { set -e; make one; make two; }; f
RUN make three
