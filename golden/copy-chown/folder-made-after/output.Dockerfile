FROM debian:12
COPY --chown=5:6 src /app
RUN mkdir /app/later
