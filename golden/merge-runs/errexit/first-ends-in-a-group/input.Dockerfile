FROM debian:12
RUN set -e; { make one; make two; }
RUN make three
