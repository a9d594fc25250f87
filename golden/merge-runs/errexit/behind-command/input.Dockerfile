FROM debian:12
RUN command -- set -e; make one; make two
RUN make three; make four
