FROM debian:12
WORKDIR /app
COPY src .
COPY conf /srv/conf
RUN chown -R 1:1 /app /srv/conf
