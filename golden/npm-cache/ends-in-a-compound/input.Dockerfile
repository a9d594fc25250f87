FROM node:20
RUN set -e; \
    npm ci; \
    if [ -n "$X" ]; then a && b; fi
