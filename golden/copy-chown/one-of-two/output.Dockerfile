FROM debian:12
COPY --chown=1:1 src /app
ADD vendor.tar.gz /app/vendor
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
