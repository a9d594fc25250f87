FROM debian:12
RUN make one
RUN set -e; make two; make three
