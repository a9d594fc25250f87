FROM debian:bookworm-slim
COPY src /srv/app
RUN chmod 4755 /srv/app/run
RUN chown -R root:root /srv/app
