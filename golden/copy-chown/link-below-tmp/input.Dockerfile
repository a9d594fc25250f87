FROM debian:12
COPY --link src /var/tmp/app/
RUN chown -R 1:1 /var/tmp/app
