FROM corp.example/base:12
RUN set -e; a; b
RUN set -e; c; d
