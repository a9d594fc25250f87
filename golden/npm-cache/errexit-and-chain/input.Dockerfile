FROM node:20
RUN set -e; [ -n "$X" ] && npm ci; echo done
