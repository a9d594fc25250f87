FROM debian:12
WORKDIR /srv
COPY src /app
RUN touch x && cd /app && find -name x -exec touch new {} +
RUN chown -R 1:1 /app
