FROM debian:12
WORKDIR /app
COPY src .
RUN groupadd -g 1001 app && useradd -u 1001 -g app app && chown -R app:app /app
