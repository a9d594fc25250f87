FROM debian:12
RUN set -$FLAGS; make one; make two
RUN make three; make four
