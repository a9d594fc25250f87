FROM debian:12
RUN set -e; make one
RUN make "$(make two; echo x)" && make three
