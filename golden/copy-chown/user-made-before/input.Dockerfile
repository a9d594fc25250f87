FROM debian:12
RUN useradd app
COPY src /app
RUN chown -R app:app /app
