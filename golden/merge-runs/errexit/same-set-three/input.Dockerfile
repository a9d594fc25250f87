FROM debian:12
RUN set -e; make one;
RUN set -e; make two; make three;
RUN set -e; make four
