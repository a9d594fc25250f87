FROM debian:12
COPY --chown=root:root conf/* /etc/
RUN chmod go-w /etc/app.conf
