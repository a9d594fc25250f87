FROM debian:12
COPY src /app
RUN useradd app && chown -R app:app /app
