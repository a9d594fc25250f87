ARG V=12
FROM "debian:${V}-slim"
RUN a; b
RUN c
