FROM corp.example/base:12
RUN set -e; a; b; \
    c; d
