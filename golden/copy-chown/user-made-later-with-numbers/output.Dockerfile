FROM debian:12
WORKDIR /app
COPY --chown=1001:1001 src .
RUN groupadd -g 1001 app && useradd -u 1001 -g app app && chown app:app /app
