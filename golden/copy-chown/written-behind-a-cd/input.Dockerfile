FROM debian:12
WORKDIR /srv
COPY src /app
RUN cd /app && touch new
RUN chown -R 1:1 /app
