FROM debian:12
RUN set -e; make one
RUN make "$(make two)" && make three
