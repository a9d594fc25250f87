FROM debian:12
RUN set -e; cd /src; make one
RUN set -e; make two
