FROM debian:12
WORKDIR /srv
COPY --chown=1:1 src /app
RUN mkdir x && touch x/new && cp --target-directory=/app/ x/new
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
