FROM debian:12
COPY src /app
ADD vendor.tar.gz /app/vendor
RUN chown -R 1:1 /app
