FROM busybox
RUN echo app:x:77:77::/: >> /etc/passwd && echo app:x:77: >> /etc/group
WORKDIR /srv/app
COPY --chown=app:app src /srv/app
RUN chown app:app /srv/app
