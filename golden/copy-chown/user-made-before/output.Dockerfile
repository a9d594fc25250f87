FROM debian:12
RUN useradd app
COPY --chown=app:app src /app
