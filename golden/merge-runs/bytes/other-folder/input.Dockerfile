FROM debian:12
RUN echo a > /etc/a
RUN rm -rf /tmp/* /var/cache/apk/* && chown app:app /srv/b
