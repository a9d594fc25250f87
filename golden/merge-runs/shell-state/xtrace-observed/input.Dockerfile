FROM debian:12
RUN set -x && make one
RUN { make two; } 2> log
