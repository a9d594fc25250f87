FROM debian:12
RUN mkdir -p /app/tmp
COPY --chown=1:1 src /app
RUN rm -rf /app/tmp
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
