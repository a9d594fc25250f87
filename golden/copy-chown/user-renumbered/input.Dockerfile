FROM debian:12
RUN useradd -u 1500 app
COPY src /app
RUN usermod -u 1600 app
RUN chown -R app:app /app
