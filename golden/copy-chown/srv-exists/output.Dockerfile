FROM debian:12
COPY --chown=1:1 src /srv
RUN chown 1:1 /srv
