FROM node:20
RUN set -e; \
    npm ci; \
    npm cache clean --force; \
    if [ -n "$X" ]; then a && b; fi
