FROM debian:bookworm-slim
COPY src /srv/app
RUN ls -la /srv/app | awk '{ print $3 }' > /owners
ENV A=b
RUN chown -R www-data:www-data /srv/app
