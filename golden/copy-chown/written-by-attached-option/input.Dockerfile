FROM debian:12
WORKDIR /srv
COPY src /app
RUN mkdir x && touch x/new && cp --target-directory=/app/ x/new
RUN chown -R 1:1 /app
