FROM debian:12
WORKDIR /srv
COPY --chown=1:1 src /app
RUN cd /app && touch new
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
