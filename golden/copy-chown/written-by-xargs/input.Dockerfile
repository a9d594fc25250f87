FROM debian:12
WORKDIR /srv
COPY src /app
RUN echo /app/new | xargs touch
RUN chown -R 1:1 /app
