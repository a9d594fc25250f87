FROM debian:12
WORKDIR /app
COPY --chown=0:www-data src .
RUN chown :www-data /app
