FROM debian:12
COPY src /srv
RUN chown -R 1:1 /srv
